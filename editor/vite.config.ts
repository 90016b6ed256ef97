import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const SERVER = 'http://127.0.0.1:4800'

/** The built editor is served by the Snodo server from `dist`; in development Vite stands in front and passes the API through. */
export default defineConfig({
  base: '/',
  plugins: [react()],
  worker: { format: 'es' },
  // Browsers that know light-dark(): a transpiled one would need a color-scheme it can see, and Mantine sets it by a variable.
  build: { outDir: 'dist', emptyOutDir: true, target: ['chrome123', 'safari17.5', 'firefox120'], chunkSizeWarningLimit: 1200 },
  server: {
    proxy: {
      '/api': { target: SERVER, ws: true, changeOrigin: false },
      '/v1': SERVER,
      '/healthz': SERVER,
      '/readyz': SERVER,
    },
  },
})
