import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['维表', '查表', '关联维度', '补充信息', '字典', '旁路输入'],
  texts: {
    'Rows of the table': '表中的行',
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
    'The lines of a large file, read when their keys are looked up: only where each one lies is in memory.':
      '大文件的各行，查到其键时才读取：内存中只保存每行的位置。',
    'A file with more rows is refused; each takes about 20 bytes of memory.':
      '行数更多的文件会被拒绝；每行约占 20 字节内存。',
    Cache: '缓存',
    'Whether answers are used again. A cached one may be older than the table.':
      '是否重复使用查到的结果。缓存的结果可能比表旧。',
    'Every batch of rows asks anew.': '每批行都重新查询。',
    'Answers are kept for a while, and used again.': '结果保留一段时间，重复使用。',
    'With more rows, those that were not used for longest go. A key without rows counts as one.':
      '行数超过时，最久未用的先移除。没有行的键算一行。',
    'Expire after write': '写入后过期',
    'An answer that is older is asked for again; without it, age does not matter.':
      '超过这个时长的结果会重新查询；不填则不看新旧。',
    'Expire after access': '访问后过期',
    'An answer that was not used for this long is asked for again; without it, that does not matter.':
      '这么久没有用到的结果会重新查询；不填则不限。',
    'Missing keys': '缓存查不到的键',
    'Whether it is kept, too, that a key has no rows.': '键没有对应的行时，是否也缓存这一结果。',
    Capacity: '并发请求数',
    'Requests under way at most; when there are as many, reading waits.':
      '同时进行的请求上限；达到上限时暂停读取输入。',
    'How long a request may take, all attempts together. After that its rows have failed.':
      '一个请求连同所有重试最多用多久；超过后其行按失败处理。',
    Attempts: '尝试次数',
    'How often a request is tried that fails. A key without rows is no failure.':
      '请求失败时一共尝试几次。键没有对应的行不算失败。',
    'Retry delay': '重试间隔',
    'How long to wait before the next attempt.': '下一次尝试之前等待多久。',
    'Rows whose key could not be looked up.': '查询其键失败的行。',
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
    'Airports of a large file, looked up one by one and remembered for a while':
      '大文件中的机场，逐个查询并缓存一段时间',
    'A corrected row takes its result with it': '行被更正时结果随之更正',
  },
}
