import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['解析', '正则', '日志', '键值'],
  texts: {
    Parse: '解析',
    'Reads the fields in a text: JSON, CSV, keys with values, or a pattern.':
      '读取文本中的字段：JSON、CSV、键值对或正则。',
    'Rows with a text that cannot be read.': '文本无法读取的行。',
    'The text that is read.': '要读取的文本。',
    'How the text has fields in it.': '文本中字段的写法。',
    'The fields in the text and their types.': '文本中的字段及其类型。',
    'Keep text': '保留原文',
    'Whether the text itself stays.': '是否保留文本本身。',
    'What happens to a text that cannot be read: its row goes to the port `rejected`, or the job fails.':
      '文本无法读取时：该行进入 `rejected` 端口，或作业失败。',
    'A JSON object; a field may lie at a path inside it.': 'JSON 对象；字段可位于其中的某个路径。',
    'Values separated by commas, in the order of the fields.': '以逗号分隔的值，顺序与字段一致。',
    'Keys with values: a=1 b="x y". Keys that are no fields are skipped.': '键值对：a=1 b="x y"。不是字段的键被跳过。',
    Pairs: '键值对之间',
    Values: '键与值之间',
    'What stands between two pairs.': '两个键值对之间的分隔。',
    'What stands between a key and its value.': '键与值之间的分隔。',
    'The groups of a regular expression that is found in the text, in the order of the fields.':
      '在文本中找到的正则表达式的各个分组，按字段顺序。',
    'Written as in Java; every field is one group in parentheses.': '按 Java 的写法；每个字段对应一个括号分组。',
    Pattern: '正则',
    'Fields of a JSON payload, one of them inside an object': 'JSON 内容的字段，其一位于内层对象',
    'Values in a line, with the line kept': '一行中的值，并保留原行',
    'A line of a log with keys and values': '带键值对的日志行',
    'A line of a web server by a pattern': '用正则解析网页服务器日志',
  },
}
