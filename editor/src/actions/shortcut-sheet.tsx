import { Kbd, Modal, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useSession, useWorkbench } from '../document/workbench-context.ts'
import { onMac, sayChord } from './chord.ts'
import { ACTIONS } from './registry.ts'

/** Every shortcut, from the registry itself. */
export function ShortcutSheet() {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const opened = useSession((state) => state.help)
  return (
    <Modal opened={opened} onClose={() => bench.session.setState({ help: false })} title={t('editor.keys')} size={560}>
      <Table verticalSpacing={6}>
        <Table.Tbody>
          {ACTIONS.map((action) => (
            <Table.Tr key={action.id}>
              <Table.Td>
                <Text size="sm">{t(action.label)}</Text>
              </Table.Td>
              <Table.Td ta="right">
                {action.keys.map((chord) => (
                  <Kbd key={chord} ml={6} size="sm">
                    {sayChord(chord, onMac())}
                  </Kbd>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  )
}
