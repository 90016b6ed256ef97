import { registerHooks } from 'node:module'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a node type is written with. The rest an owner's file imports must be installed where the file is. */
const KIT = ['@snodo/node-sdk', 'typebox']

const folders = new Set<string>()
let hooked = false

/**
 * From now on files below `folder` find the kit where this package finds it. A folder of the owner's lies anywhere and has no
 * node_modules; a copy installed there would be another version than the one that runs the node.
 */
export function lendKitTo(folder: string): void {
  folders.add(folder.endsWith(sep) ? folder : folder + sep)
  if (hooked) return
  hooked = true
  registerHooks({
    resolve: (specifier, context, next) =>
      isOfKit(specifier) && isBorrower(context.parentURL)
        ? next(specifier, { ...context, parentURL: import.meta.url })
        : next(specifier, context),
  })
}

function isOfKit(specifier: string): boolean {
  return KIT.some((name) => specifier === name || specifier.startsWith(`${name}/`))
}

function isBorrower(importer: string | undefined): boolean {
  if (!importer?.startsWith('file:')) return false
  const path = fileURLToPath(importer)
  return [...folders].some((folder) => path.startsWith(folder))
}
