import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['访问', '不活跃', '间隔'],
  texts: {
    'Session window': '会话窗口',
    'Aggregates rows in sessions that end with a pause.': '按会话聚合；停顿过久会话即结束。',
    'The longest pause inside a session; after a longer one a new session begins.':
      '会话内允许的最长停顿；超过后开始新的会话。',
    'Rows whose session was over when they came.': '到达时所属会话已结束的行。',
    'Visits that end after ten minutes without a click': '十分钟没有点击即结束的访问',
    'A click in the middle connects two visits': '中间的一次点击连接两次访问',
  },
}
