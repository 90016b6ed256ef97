import { useDocumentTitle } from '@mantine/hooks'

/** What the browser's tab and its history say of a page. */
export function usePageTitle(title: string): void {
  useDocumentTitle(title === '' ? 'Snodo' : `${title} · Snodo`)
}
