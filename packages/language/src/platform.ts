/** The few things that browsers and Node both give and the language's own library does not declare. */
interface Encoder {
  encode(text: string): Uint8Array<ArrayBuffer>
  encodeInto(text: string, bytes: Uint8Array): { read: number; written: number }
}
interface Decoder {
  decode(bytes: Uint8Array): string
}
interface Platform {
  TextEncoder: new () => Encoder
  TextDecoder: new (label: string, options: { ignoreBOM: boolean }) => Decoder
  atob(text: string): string
  btoa(binary: string): string
}
const platform = globalThis as unknown as Platform

export const utf8Encoder = new platform.TextEncoder()
/** A byte order mark is a character like any other. */
export const utf8Decoder = new platform.TextDecoder('utf-8', { ignoreBOM: true })
export const atob = (text: string): string => platform.atob(text)
export const btoa = (binary: string): string => platform.btoa(binary)
