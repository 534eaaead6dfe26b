/** Words that the grammar gives a meaning. */

/** Words that a column cannot be called without backticks. */
const RESERVED = new Set(
  (
    'AND OR NOT IN IS LIKE BETWEEN SYMMETRIC ASYMMETRIC CASE WHEN THEN ELSE END FROM FOR AS TO NULL TRUE FALSE UNKNOWN DATE TIME ' +
    'TIMESTAMP INTERVAL ARRAY MAP ROW SIMILAR ESCAPE OVERLAPS DISTINCT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME ' +
    'LOCALTIMESTAMP'
  ).split(' '),
)

/** Words that only have a meaning in some place, and are names elsewhere. */
const IN_PLACE = new Set(
  (
    'BOTH LEADING TRAILING PLACING RETURNING WITH WITHOUT CONDITIONAL UNCONDITIONAL WRAPPER KEY VALUE ABSENT EMPTY ERROR DEFAULT ON ' +
    'FILTER WHERE JSON OBJECT SCALAR LOCAL ZONE YEAR QUARTER MONTH WEEK DAY HOUR MINUTE SECOND MILLISECOND MICROSECOND ' +
    'BOOLEAN TINYINT SMALLINT INT INTEGER BIGINT FLOAT DOUBLE DECIMAL NUMERIC CHAR VARCHAR STRING BINARY VARBINARY BYTES TIMESTAMP_LTZ'
  ).split(' '),
)

export const isReserved = (word: string): boolean => RESERVED.has(word.toUpperCase())

/** Whether a word is drawn as part of the grammar where no field has its name. */
export const isKeyword = (word: string): boolean => isReserved(word) || IN_PLACE.has(word.toUpperCase())
