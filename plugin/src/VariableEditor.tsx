import * as React from 'react';

import type { QueryEditorProps } from '@grafana/data';
import { Field } from '@grafana/ui';

import type { PantauDataSource } from './datasource';
import { formatVariable, parseVariable, variableText } from './listed';
import { MultiPicker, Picker } from './Picker';
import { text } from './text';
import { resources, type PantauOptions, type PantauQuery, type Resource, type VariableQuery } from './types';
import { useResource } from './useResource';

type Props = QueryEditorProps<PantauDataSource, PantauQuery, PantauOptions, VariableQuery>;

/** Asks what a dashboard variable lists, and of which platforms. */
export function VariableEditor({ query, datasource, onChange }: Props) {
  const base = React.useId();
  const saved = variableText(query);
  const { resource, platforms } = parseVariable(saved);
  const { names, loading, error } = useResource(datasource, 'platforms');
  const update = (next: { resource?: Resource; platforms?: string[] }) =>
    onChange({ refId: 'PantauVariable', query: formatVariable({ resource, platforms, ...next }) });
  const unknown = saved !== '' && !resource && text('variable.unknown', { query: saved, known: resources.join(', ') });

  return (
    <div style={{ maxWidth: '480px' }}>
      <Field label={text('variable.list')} htmlFor={`${base}-list`} invalid={Boolean(unknown)} error={unknown}>
        <Picker
          id={`${base}-list`}
          choices={resources.map((value) => ({ value, label: text(`variable.list.${value}`) }))}
          value={resource}
          placeholder={text('variable.list.placeholder')}
          onChange={(value) => update({ resource: resources.find((known) => known === value) })}
        />
      </Field>
      {resource && resource !== 'platforms' && (
        <Field
          label={text('variable.platforms')}
          description={text('variable.platforms.help')}
          htmlFor={`${base}-platforms`}
          invalid={Boolean(error)}
          error={error && text('query.list.failed', { reason: error })}
        >
          <MultiPicker
            id={`${base}-platforms`}
            choices={[
              ...names.map((value) => ({ value })),
              ...datasource.variableNames().map((value) => ({ value, description: text('query.list.variable') })),
            ]}
            values={platforms}
            placeholder={loading ? text('query.list.loading') : text('query.list.placeholder')}
            custom
            onChange={(values) => update({ platforms: values })}
          />
        </Field>
      )}
    </div>
  );
}
