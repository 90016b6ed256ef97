declare module 'mjml-core' {
  /** The library's main function; it has no types of its own. */
  export type MakeHtml = (mjml: string, options: Record<string, unknown>) => Promise<{ html: string }>
}
