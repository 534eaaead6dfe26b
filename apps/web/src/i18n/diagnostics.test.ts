import { catalogue } from '@millrace/operators'
import { build, readPipeline, toDocument } from '@millrace/pipeline'
import { describe, expect, test } from 'vitest'
import { diagnosticText, sentenceText } from './diagnostics.ts'

describe('problems in 中文', () => {
  test('say what stands in the English sentence', () => {
    expect(sentenceText('Field `usr` is not in the input.', 'zh')).toBe('输入中没有字段 `usr`。')
    expect(sentenceText('A window needs event time, and the input has none.', 'zh')).toBe(
      '窗口需要事件时间，而输入没有。',
    )
    expect(sentenceText('`size`: This is missing.', 'zh')).toBe('这里还没有填写。')
    expect(diagnosticText({ message: 'Field `usr` is not in the input.', hint: 'Did you mean `user`?' }, 'zh')).toBe(
      '输入中没有字段 `usr`。是否指 `user`？',
    )
  })

  test('of the runner as well', () => {
    expect(sentenceText('It means something else now; its state is dropped.', 'zh')).toBe(
      '含义已改变；其状态将被丢弃。',
    )
    expect(sentenceText('1 broker reached, 12 topics found.', 'zh')).toBe('连上 1 台服务器，找到 12 个主题。')
    expect(diagnosticText({ message: 'This pipeline was never deployed.', hint: 'Deploy it first.' }, 'zh')).toBe(
      '这个流程还没有部署过。请先部署。',
    )
  })

  test('do not repeat the setting that they stand under', () => {
    expect(diagnosticText({ message: '`size`: This is missing.' }, 'en')).toBe('This is missing.')
  })

  test('take no time, whatever they quote', () => {
    const began = performance.now()
    for (const piece of ['a needs b as `c`, found ', 'x of y is computed in ', '`a` and `b` ', 'at byte '])
      for (const length of [2000, 100_000]) sentenceText(`Field ${piece.repeat(length / piece.length)}`, 'zh')
    expect(performance.now() - began).toBeLessThan(2000)
  })

  test('of several sentences are said sentence by sentence', () => {
    expect(sentenceText('Topic "a" does not exist on this cluster. Check its name, or create it first.', 'zh')).toBe(
      '此集群没有主题 "a"。请检查名称，或先创建它。',
    )
    expect(sentenceText('JSON_VALUE failed: There is no object with `a`.', 'zh')).toBe(
      'JSON_VALUE 失败：没有含 `a` 的对象。',
    )
  })

  test('stay English where there is no template', () => {
    expect(sentenceText('Something nobody has translated.', 'zh')).toBe('Something nobody has translated.')
    expect(sentenceText('Field `usr` is not in the input.', 'en')).toBe('Field `usr` is not in the input.')
  })

  test('cover what an empty and a mistaken configuration of every operator says', () => {
    const nodes = Object.fromEntries(
      catalogue
        .map(({ type }) => [type, { type, config: {} }])
        .concat([['wrong', { type: 'filter', config: { condition: 'a +' } }]] as never),
    )
    const { pipeline } = readPipeline({ millrace: 1, name: 'p', nodes })
    const { problems } = build(toDocument(pipeline!), catalogue)
    const english = problems
      .flatMap(({ message, hint }) => [message, ...(hint === undefined ? [] : [hint])])
      .filter((sentence) => sentenceText(sentence, 'zh') === sentence)
    expect([...new Set(english)]).toEqual([])
  })
})
