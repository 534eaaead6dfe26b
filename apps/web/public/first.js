/* Runs before the first paint, so that the page never flashes in the wrong theme or language. */
;(() => {
  const read = (key) => {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  }
  const theme = read('millrace.theme')
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  const language = read('millrace.language') ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en')
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
})()
