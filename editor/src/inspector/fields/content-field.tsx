import { Button, Group, Input, Modal, SegmentedControl, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { appendPointer } from '@snodo/flow'
import { smsSegments } from '@snodo/templates'
import { IconMaximize } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { redo, undo } from '../../canvas/deeds.ts'
import { findingsAt } from '../../document/findings.ts'
import { useFindings, useWorkbench } from '../../document/workbench-context.ts'
import { currentLanguage } from '../../i18n.ts'
import { MessageFrame } from '../../ui/message-frame.tsx'
import { asWords, type FieldProps, fieldId, isRecord, useFieldOwner } from '../field.ts'
import { fieldsOf } from '../fields-of.ts'
import { LibraryChoice } from './library-choice.tsx'
import { LiquidEditor } from './liquid-editor.tsx'
import { usePreview } from './message-preview.ts'
import { TextField } from './plain-fields.tsx'
import { useTemplateFields } from './template-field.tsx'

/** What a message says: subject, preview line and body of an e-mail, or the text of an SMS, with a preview for the sample contact. */
export function ContentField(props: FieldProps) {
  const { t } = useTranslation()
  const [opened, { open, close }] = useDisclosure(false)
  const owner = useFieldOwner()
  const template = isRecord(props.value) && typeof props.value.template === 'string' ? props.value.template : null
  const findings = useFindings((state) => (owner.node === null ? undefined : state.byNode.get(owner.node)))
  const at = appendPointer(props.path, 'template')
  const choice = (
    <LibraryChoice
      channel={sendsMail(props.schema) ? 'email' : 'sms'}
      chosen={template}
      error={findingsAt(findings ?? [], at)[0]?.message[currentLanguage()]}
      onChoose={(id) => owner.write(props.path, id === null ? {} : { template: id })}
    />
  )
  if (template !== null)
    return (
      <>
        {choice}
        {sendsMail(props.schema) && <OwnSubject {...props} />}
      </>
    )
  return (
    <>
      {choice}
      <ContentParts {...props} minHeight={140} />
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        leftSection={<IconMaximize size={14} aria-hidden />}
        onClick={open}
        style={{ alignSelf: 'flex-start' }}
      >
        {t('inspector.bigEditor')}
      </Button>
      <Modal opened={opened} onClose={close} size={1080} title={props.label}>
        {opened && <ContentParts {...props} minHeight={360} wide />}
      </Modal>
    </>
  )
}

/** A content of the library may go out under another subject, e.g. as a reminder. */
function OwnSubject({ path, value }: FieldProps) {
  const { t } = useTranslation()
  const owner = useFieldOwner()
  const bench = useWorkbench()
  const fields = useTemplateFields(owner.node)
  const at = appendPointer(path, 'subject')
  const subject = isRecord(value) && typeof value.subject === 'string' ? value.subject : ''
  return (
    <Input.Wrapper label={t('content.ownSubject')} description={t('content.ownSubjectHelp')} labelElement="div">
      <LiquidEditor
        id={fieldId(owner.node, at)}
        label={t('content.ownSubject')}
        lines="one"
        value={subject}
        invalid={false}
        minHeight={0}
        fields={fields}
        onChange={(next) => owner.write(at, next === '' ? undefined : next)}
        onBlur={owner.rest}
        onUndo={() => undo(bench)}
        onRedo={() => redo(bench)}
      />
    </Input.Wrapper>
  )
}

function sendsMail(schema: FieldProps['schema']): boolean {
  return isRecord(schema.properties) && Object.hasOwn(schema.properties, 'subject')
}

function ContentParts({ path, value, schema, label, minHeight, wide }: FieldProps & { minHeight: number; wide?: boolean }) {
  const owner = useFieldOwner()
  const { t } = useTranslation()
  const bench = useWorkbench()
  const [shown, setShown] = useState<'write' | 'preview'>('write')
  const content = isRecord(value) ? value : {}
  const fields = useTemplateFields(owner.node)
  const language = currentLanguage()
  const findings = useFindings((state) => (owner.node === null ? undefined : state.byNode.get(owner.node)))
  const isEmail = sendsMail(schema)

  const form = (
    <Stack gap="sm">
      {fieldsOf(schema).map(([name, field]) => {
        const at = appendPointer(path, name)
        const error = findingsAt(findings ?? [], at)[0]?.message[language]
        const text = typeof content[name] === 'string' ? content[name] : ''
        const title = asWords(field['x-title'])?.[language] ?? name
        // The schema leaves both to a content of the library; a message written here has them.
        const needed = name === 'subject' || name === 'body'
        if (name === 'template') return null
        if (field['x-widget'] !== 'template') {
          return (
            <TextField
              key={name}
              path={at}
              schema={field}
              value={content[name] ?? undefined}
              label={title}
              help={asWords(field['x-help'])?.[language]}
              required={needed}
              error={error}
            />
          )
        }
        return (
          <Input.Wrapper
            key={name}
            label={title}
            description={asWords(field['x-help'])?.[language]}
            error={error}
            required={needed}
            labelElement="div"
          >
            <LiquidEditor
              id={`${fieldId(owner.node, at)}${wide ? '-wide' : ''}`}
              label={title}
              lines={field['x-lines'] === 'many' ? 'many' : 'one'}
              value={text}
              invalid={error !== undefined}
              minHeight={minHeight}
              fields={fields}
              onChange={(next) => owner.write(at, next === '' && !needed ? undefined : next)}
              onBlur={owner.rest}
              onUndo={() => undo(bench)}
              onRedo={() => redo(bench)}
            />
          </Input.Wrapper>
        )
      })}
      {!isEmail && <SegmentCounter text={typeof content.body === 'string' ? content.body : ''} />}
    </Stack>
  )
  const preview = <ContentPreview content={content} isEmail={isEmail} height={wide ? 460 : 320} />

  if (wide) {
    return (
      <Group align="flex-start" gap="lg" wrap="nowrap" grow>
        <div style={{ minWidth: 0 }}>{form}</div>
        <div style={{ minWidth: 0 }}>{preview}</div>
      </Group>
    )
  }
  return (
    <Stack gap="sm" role="group" aria-label={label}>
      <SegmentedControl
        size="xs"
        aria-label={label}
        value={shown}
        onChange={(next) => setShown(next === 'preview' ? 'preview' : 'write')}
        data={[
          { value: 'write', label: t('inspector.write') },
          { value: 'preview', label: t('inspector.preview') },
        ]}
      />
      {shown === 'write' ? form : preview}
    </Stack>
  )
}

function ContentPreview({ content, isEmail, height }: { content: Record<string, unknown>; isEmail: boolean; height: number }) {
  const { t } = useTranslation()
  const { subject, preheader, html, text, name } = usePreview(content, isEmail)
  return (
    <Stack gap={6} data-testid="message-preview">
      <Text size="xs" c="dimmed">
        {t('inspector.previewFor', { name })}
      </Text>
      {isEmail && (
        <div>
          <Text size="sm" fw={620}>
            {subject || '—'}
          </Text>
          {preheader && (
            <Text size="xs" c="dimmed">
              {preheader}
            </Text>
          )}
        </div>
      )}
      <MessageFrame title={t('inspector.previewTitle')} html={html} text={text} height={height} />
    </Stack>
  )
}

/** How many SMS the text is sent, and paid, as. */
function SegmentCounter({ text }: { text: string }) {
  const { t } = useTranslation()
  const { text: rendered } = usePreview({ body: text }, false)
  const said = smsSegments(rendered || text)
  return (
    <Text size="xs" c={said.segments > 1 ? 'var(--snodo-warning)' : 'dimmed'} data-testid="sms-segments">
      {t('inspector.segments', {
        count: said.segments,
        characters: said.used,
        encoding: said.encoding === 'gsm7' ? 'GSM' : 'Unicode',
      })}
      {' · '}
      {t('inspector.segmentsHint', { left: said.left })}
      {said.outside.length > 0 && said.encoding === 'ucs2' ? ` (${said.outside.slice(0, 8).join(' ')})` : ''}
    </Text>
  )
}
