/** A text of the configuration that knows its path, so that a problem in it can name its place. */
export class Located {
  readonly text: string
  /** `aggregates[0].of`; set by `locate`. */
  path = ''
  constructor(text: string) {
    this.text = text
  }
  toString(): string {
    return this.text
  }
  toJSON(): string {
    return this.text
  }
}

/** Tells every located text in a configuration its path. */
export function locate<T>(config: T, path = ''): T {
  if (config instanceof Located) config.path = path
  else if (Array.isArray(config)) for (const [i, item] of config.entries()) locate(item, `${path}[${i}]`)
  else if (typeof config === 'object' && config !== null) {
    for (const [key, value] of Object.entries(config)) locate(value, path === '' ? key : `${path}.${key}`)
  }
  return config
}
