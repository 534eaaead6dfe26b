import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['排行', '热门'],
  texts: {
    'Top-N of windows': '窗口 Top-N',
    'Keeps the best rows of each window.': '保留每个窗口中最靠前的行。',
    'Windows of event time; leave it out when the input has windows already.': '事件时间窗口；输入已带窗口时不填。',
    'The two most expensive orders of each minute': '每分钟最贵的两个订单',
    'All that share the highest price of each minute': '每分钟并列最贵的所有订单',
    'The longest stay of each visit': '每次访问中停留最久的页面',
  },
}
