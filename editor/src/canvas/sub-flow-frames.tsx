import { ActionIcon, TextInput, Tooltip } from '@mantine/core'
import type { SubFlow } from '@snodo/flow'
import { subFlowsOf } from '@snodo/flow'
import { IconFold, IconStackPop } from '@tabler/icons-react'
import { ViewportPortal } from '@xyflow/react'
import { useTranslation } from 'react-i18next'
import { useDocument, useSession, useWorkbench } from '../document/workbench-context.ts'
import { useMode } from './canvas-mode.ts'
import { foldSubFlow, inlineSubFlow, renameSubFlow } from './deeds.ts'
import classes from './notes.module.css'
import { CARD } from './sizes.ts'

const FRAME = 16

/** Around the blocks of each open sub-flow: its name, and how to close it or to make its blocks plain ones again. */
export function SubFlowFrames() {
  const subFlows = useDocument((state) => subFlowsOf(state.document))
  const opened = useSession((state) => state.opened)
  const folds = useMode() === 'edit' || useMode() === 'live'
  const open = [...subFlows.values()].filter((subFlow) => !folds || opened.has(subFlow.id))
  if (open.length === 0) return null
  return (
    <ViewportPortal>
      {open.map((subFlow) => (
        <OpenFrame key={subFlow.id} subFlow={subFlow} folds={folds} />
      ))}
    </ViewportPortal>
  )
}

function OpenFrame({ subFlow, folds }: { subFlow: SubFlow; folds: boolean }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const editable = useMode() === 'edit'
  const { nodes } = bench.documents.store.getState().document
  const moving = useSession((state) => state.moving)
  const places = subFlow.nodes.flatMap((node) => moving.get(node) ?? nodes[node]?.at ?? [])
  const [left, top] = [Math.min(...places.map(({ x }) => x)), Math.min(...places.map(({ y }) => y))]
  const [right, bottom] = [Math.max(...places.map(({ x }) => x)), Math.max(...places.map(({ y }) => y))]
  return (
    <div
      className={classes.frame}
      style={{
        transform: `translate(${left - FRAME}px, ${top - FRAME}px)`,
        width: right - left + CARD.width + FRAME * 2,
        height: bottom - top + CARD.height + FRAME * 2,
      }}
      data-testid="sub-flow-frame"
    >
      <div className={`${classes.frameHead} nodrag nopan`}>
        {editable ? (
          <TextInput
            size="xs"
            className={classes.frameName}
            aria-label={t('editor.subFlowName')}
            value={subFlow.title}
            maxLength={200}
            onChange={(event) => renameSubFlow(bench, subFlow.id, event.currentTarget.value)}
            onBlur={() => bench.documents.endGesture()}
            onKeyDown={(event) => event.stopPropagation()}
          />
        ) : (
          <span className={classes.frameName}>{subFlow.title}</span>
        )}
        {folds && (
          <Tooltip label={t('editor.foldSubFlow')}>
            <ActionIcon
              size={28}
              aria-label={`${t('editor.foldSubFlow')}: ${subFlow.title}`}
              data-testid="fold-sub-flow"
              onClick={() => foldSubFlow(bench, subFlow.id)}
            >
              <IconFold size={18} stroke={1.6} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
        {editable && (
          <Tooltip label={t('editor.inline')}>
            <ActionIcon
              size={28}
              aria-label={`${t('editor.inline')}: ${subFlow.title}`}
              onClick={() => inlineSubFlow(bench, subFlow.id)}
            >
              <IconStackPop size={18} stroke={1.6} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    </div>
  )
}
