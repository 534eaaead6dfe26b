import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['跳跃窗口', '最近'],
  texts: {
    'Sliding window': '滑动窗口',
    'Aggregates rows in windows that overlap.': '在相互重叠的窗口中聚合。',
    'Moves the beginnings of all windows; windows begin at multiples of the slide since 1970.':
      '整体移动窗口起点；窗口从 1970 年起以滑动步长的整数倍开始。',
    'Errors of the last ten seconds, every five seconds': '每五秒统计最近十秒的错误',
    'A straggler counts in the windows that are still open': '迟到的行计入仍未结束的窗口',
  },
}
