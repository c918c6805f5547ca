import * as React from 'react';

import { Field, Icon, Input, Label, Stack, Switch, Tooltip } from '@grafana/ui';

import type { PantauDataSource } from './datasource';
import { MultiPicker, Picker, type Choice } from './Picker';
import { pick, text } from './text';
import type { ParamDescriptor, ParamValue } from './types';
import { useResource } from './useResource';

export interface ParamFieldProps {
  id: string;
  param: ParamDescriptor;
  /** What is saved in the query; undefined where the default holds. */
  value: ParamValue | undefined;
  datasource: PantauDataSource;
  onChange: (value: ParamValue | undefined) => void;
}

/** One field of the query form, drawn from the parameter's descriptor. */
export function ParamField(props: ParamFieldProps) {
  switch (props.param.kind) {
    case 'enum':
      return <EnumField {...props} />;
    case 'list':
      return <ListField {...props} />;
    case 'number':
      return <NumberField {...props} />;
    case 'boolean':
      return <BooleanField {...props} />;
    case 'text':
      return <TextField {...props} />;
  }
}

// The label, with the help behind an icon that keyboards and screen readers reach too.
function frame({ id, param }: ParamFieldProps) {
  const help = pick(param.help);
  const label = (
    <Stack gap={0.5} alignItems="center">
      <Label htmlFor={id}>{pick(param.label)}</Label>
      <Tooltip content={help} placement="top">
        <Icon name="info-circle" size="sm" tabIndex={0} aria-label={help} style={{ marginBottom: '4px' }} />
      </Tooltip>
    </Stack>
  );
  return { htmlFor: id, label };
}

function variableChoices(datasource: PantauDataSource): Choice[] {
  return datasource.variableNames().map((value) => ({ value, description: text('query.list.variable') }));
}

function groupChoices(datasource: PantauDataSource): Choice[] {
  return datasource.peerGroups.map((value) => ({ value, description: text('query.list.group') }));
}

function EnumField(props: ParamFieldProps) {
  const { id, param, value, datasource, onChange } = props;
  const options: Choice[] = (param.options ?? []).map((option) => ({ value: option.value, label: pick(option.label) }));
  return (
    <Field {...frame(props)}>
      <Picker
        id={id}
        choices={[...options, ...variableChoices(datasource)]}
        value={asText(value ?? param.default)}
        onChange={onChange}
      />
    </Field>
  );
}

function ListField(props: ParamFieldProps) {
  const { id, param, value, datasource, onChange } = props;
  const { names, loading, error } = useResource(datasource, param.resource);
  const options: Choice[] = (param.options ?? []).map((option) => ({ value: option.value, label: pick(option.label) }));
  const values = asList(value ?? param.default);
  return (
    <Field
      {...frame(props)}
      invalid={Boolean(error)}
      error={error && text('query.list.failed', { reason: error })}
    >
      <MultiPicker
        id={id}
        choices={[
          ...options,
          ...(param.name === 'peers' ? groupChoices(datasource) : []),
          ...names.map((name) => ({ value: name })),
          ...variableChoices(datasource),
        ]}
        values={values}
        placeholder={loading ? text('query.list.loading') : text('query.list.placeholder')}
        custom
        onChange={onChange}
      />
    </Field>
  );
}

function NumberField(props: ParamFieldProps) {
  const { id, param, value, onChange } = props;
  const saved = asText(value ?? param.default);
  const [draft, setDraft] = useDraft(saved);
  const problem = numberProblem(param, draft);
  return (
    <Field {...frame(props)} invalid={Boolean(problem)} error={problem}>
      <Input
        id={id}
        type="number"
        value={draft}
        min={param.min}
        max={param.max}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={() => {
          if (!problem && draft !== saved) {
            onChange(draft === '' ? undefined : Number(draft));
          }
        }}
      />
    </Field>
  );
}

function TextField(props: ParamFieldProps) {
  const { id, param, value, onChange } = props;
  const saved = asText(value ?? param.default);
  const [draft, setDraft] = useDraft(saved);
  return (
    <Field {...frame(props)}>
      <Input
        id={id}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={() => {
          if (draft !== saved) {
            onChange(draft === '' ? undefined : draft);
          }
        }}
      />
    </Field>
  );
}

function BooleanField(props: ParamFieldProps) {
  const { id, param, value, onChange } = props;
  return (
    <Field {...frame(props)}>
      <Switch
        id={id}
        value={Boolean(value ?? param.default)}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </Field>
  );
}

// What is being typed, until the field is left; a value that comes from outside replaces it.
function useDraft(saved: string) {
  const [draft, setDraft] = React.useState(saved);
  const [known, setKnown] = React.useState(saved);
  if (known !== saved) {
    setKnown(saved);
    setDraft(saved);
  }
  return [draft, setDraft] as const;
}

function numberProblem({ min, max }: ParamDescriptor, draft: string): string | undefined {
  const number = Number(draft);
  const fits = Number.isFinite(number) && (min === undefined || number >= min) && (max === undefined || number <= max);
  if (draft === '' || fits) {
    return undefined;
  }
  if (min !== undefined && max !== undefined) {
    return text('query.number.range', { min, max });
  }
  if (min !== undefined) {
    return text('query.number.min', { min });
  }
  return max === undefined ? text('query.number.any') : text('query.number.max', { max });
}

function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function asList(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.filter((entry): entry is string => typeof entry === 'string');
  }
  return typeof value === 'string' && value !== '' ? [value] : [];
}
