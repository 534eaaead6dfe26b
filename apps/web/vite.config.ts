import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const runner = process.env.MILLRACE_RUNNER ?? 'http://127.0.0.1:7700'

/** Development serves the page here and passes the API on to a runner; the build is served by the runner itself. */
export default defineConfig({
  plugins: [react()],
  server: {
    port: 5173,
    proxy: { '/trpc': { target: runner, ws: true }, '/api': { target: runner, ws: true } },
  },
  build: {
    target: 'es2023',
    sourcemap: true,
    chunkSizeWarningLimit: 1200,
    assetsInlineLimit: 0,
  },
})
