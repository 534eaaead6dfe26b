import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['限制', '前几行', '跳过'],
  texts: {
    'Limit rows': '限制行数',
    'Lets the first rows through, and no more.': '只放行最先到达的若干行。',
    'Fields that form a group with a limit of its own.': '各自计数的分组字段。',
    'How many of the first rows are skipped.': '跳过最先到达的多少行。',
    'The first two rows': '前两行',
    'The second row of each shop': '每个店铺的第二行',
    'A row that is deleted makes room for the next one': '被删除的行让位给下一行',
  },
}
