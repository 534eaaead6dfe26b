import '@fontsource-variable/inter/opsz.css'
import '@fontsource-variable/geist-mono'
import './ui/tokens.css'
import './ui/base.css'
import './ui/ui.css'
import './ui/forms.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { followSystem } from './app/theme.ts'

followSystem()
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
