import { expect, test } from 'vitest'
import { AnsweringProgram } from './answeringProgram.ts'

const node = (code: string) => new AnsweringProgram('Echo', process.execPath, ['-e', code])

test('answers come in the order of the questions', async () => {
  const echo = node('process.stdin.pipe(process.stdout)')
  expect(await Promise.all([echo.ask('one'), echo.ask('two')])).toEqual(['one', 'two'])
  await echo.close()
})

test('a program that ends says why, to who asked and to who asks later', async () => {
  const broken = node('console.error("no room"); process.exit(3)')
  const reason = 'Echo has ended before it answered. Echo said:\nno room'
  await expect(Promise.all([broken.ask('one'), broken.ask('two')])).rejects.toThrow(reason)
  await expect(broken.ask('three')).rejects.toThrow(reason)
  await broken.close()
})

test('only the end of a long complaint is kept', async () => {
  const broken = node('process.stderr.write("x".repeat(1e6) + " the reason")')
  const problem = await broken.ask('one').catch((thrown: Error) => thrown.message)
  expect(problem).toMatch(/the reason$/)
  expect(problem!.length).toBeLessThan(5000)
})

test('a program that is not there says so', async () => {
  const none = new AnsweringProgram('Nothing', '/nowhere/nothing', [])
  await expect(none.ask('one')).rejects.toThrow('Nothing cannot be started: spawn /nowhere/nothing ENOENT')
  await none.close()
})
