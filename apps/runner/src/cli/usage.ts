export const USAGE = `Usage: millrace COMMAND …

  check FILE                    all problems of a pipeline, each with place and remedy
  run FILE                      run a pipeline to the end of its input, or until Ctrl-C
      --source NODE=FILE.ndjson   rows of a file in place of the connector of a source
      --sink NODE=FILE.ndjson     a file in place of the connector of a sink
      --tap NODE.PORT=FILE.ndjson write what leaves a port
      --final                     the files get the rows that are left at the end, not every change
      --connections FILE          connections by name, as JSON
      --checkpoints DIR           save the state there, and go on from there
      --quiet                     no progress
  serve                         the server with the editor, on this machine only
      --port N                    its port; otherwise the first free one from 7700 on
      --data DIR                  where it keeps everything, by default ~/.millrace
      --web DIR                   the built web app
      --page ORIGIN               a development server that passes requests on
  describe [--json]             the operators with their configuration
  describe OPERATOR             one of them
  eval EXPRESSION               type and value of an expression
      --schema 'a INT, b STRING'  fields that it may read
      --row JSON                  a row to evaluate it for; may be repeated
      --file LIST.ndjson          many: one { expr, schema?, rows? } per line
      --time-zone ZONE            zone of times, by default UTC
  help                          this text
`

/** The command line itself is wrong. */
export class UsageProblem extends Error {}
