import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['同一分钟', '窗口关联', '半连接', '反连接'],
  texts: {
    'Window join': '窗口连接',
    'Pairs rows of two streams in the same window.': '把两个流中同一窗口内的行配对。',
    'Windows of event time; leave it out when both inputs have windows already.':
      '事件时间窗口；两个输入都已带有窗口时不填。',
    'People who register and open an auction in the same ten seconds': '同一个十秒内注册并开拍的人',
    'Those who open none': '没有开拍的人',
    'Bids that reach the reserve of their window': '达到窗口内底价的每次出价',
  },
}
