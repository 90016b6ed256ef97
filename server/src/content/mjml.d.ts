declare module 'mjml-core' {
  type Made = { html: string; errors: { formattedMessage: string }[] }
  /** The library is CommonJS: Node gives its exports as the default. */
  const exports: { default(mjml: string, options: Record<string, unknown>): Promise<Made> }
  export default exports
}

declare module 'mjml-preset-core' {
  const preset: { components: unknown[]; dependencies: Record<string, unknown> }
  export default preset
}
