import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['分流', '路由', '侧输出'],
  texts: {
    Split: '分流',
    'Sends rows to named routes by conditions.': '按条件把行发送到命名的路由。',
    Routes: '路由',
    Route: '路由名',
    When: '条件',
    Otherwise: '其余',
    Mode: '方式',
    'The routes in their order.': '各路由，按顺序排列。',
    'Name of the route: the port at which its rows leave.': '路由的名称，即这些行离开的端口。',
    'Rows for which this is true take the route.': '满足此条件的行走该路由。',
    'Name of the route of all other rows, also of those whose condition is NULL; without it they are dropped.':
      '其余各行（包括条件为 NULL 的行）所走的路由；不填则丢弃。',
    'Whether a row takes the first route whose condition is true, or all such routes.':
      '一行只走第一个满足条件的路由，还是走所有满足条件的路由。',
    'Each order takes the first route that fits': '每个订单走第一个符合的路由',
    'An order takes every route that fits': '订单走所有符合的路由',
    'A later condition is not looked at, and a row on which one fails leaves once':
      '后面的条件不再计算；条件计算失败的行只离开一次',
    'A row that is replaced leaves its old route': '被替换的行离开原来的路由',
  },
}
