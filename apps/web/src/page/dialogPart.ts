/** What every dialog of the page is given. */
export interface DialogPart {
  close(): void
}
