import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['黑洞', '忽略'],
  texts: {
    Discard: '丢弃',
    'Counts rows and forgets them.': '计数后丢弃。',
  },
}
