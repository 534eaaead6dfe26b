import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['维表', '查表', '关联维度', '补充信息', '字典', '旁路输入'],
  texts: {
    'Look up': '查表',
    'Adds to each row what a table says about its key.': '按键从表中查出信息，补充到每一行。',
    'Where the table is.': '表在哪里。',
    'The lines of a file, which is read before the first row.': '文件的各行；在第一行数据之前读完。',
    'Read again after': '重新读取间隔',
    'After this long the file is read anew; without it, it is read once.': '每隔这么久重新读取文件；不填则只读一次。',
    Timeout: '超时',
    'A file that takes longer to read ends the job, which may try again.': '读取时间超过这么久则作业失败，可以重试。',
    'A table with more rows is refused, since all of it is kept in memory.':
      '行数更多的表会被拒绝，因为整张表都放在内存中。',
    'Rows that are written down here.': '直接写在这里的行。',
    'The rows, each a JSON object.': '各行，每行一个 JSON 对象。',
    'The fields of the table and their types.': '表的字段及其类型。',
    'Whether rows that are not in the table are dropped, or go out padded with NULL.':
      '表中查不到的行是丢弃，还是补 NULL 后输出。',
    'Fields of the input that must equal those of the table.': '输入中须与表相等的字段。',
    'Fields of the table, one for each of the input, in the same order.': '表的字段，与输入逐一对应，顺序相同。',
    'A further condition: `l` is the row of the input, `r` that of the table.':
      '附加条件：`l` 是输入的行，`r` 是表中的行。',
    'Fields of the result; without them all of the input, and those of the table that have other names.':
      '结果的字段；不填则为输入的全部字段，加上表中不同名的字段。',
    'The country of each airport': '每个机场所在的国家',
    'All flights, with the fee where there is one': '全部航班，有费用的补上费用',
    'A corrected row takes its result with it': '行被更正时结果随之更正',
  },
}
