import { QueryClient } from '@tanstack/react-query'
import { RequestFailed } from './request.ts'

/** Reads are tried again only when the server could not be reached; what it answered, it meant. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < 2 && error instanceof RequestFailed && (error.status === 0 || error.status >= 500),
      refetchOnWindowFocus: true,
    },
  },
})
