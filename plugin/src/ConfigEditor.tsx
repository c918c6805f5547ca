import * as React from 'react';

import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Field, FieldSet, Input, RadioButtonGroup, SecretInput } from '@grafana/ui';

import { PeerGroups } from './PeerGroups';
import { Picker, type Choice } from './Picker';
import { text, type TextKey } from './text';
import { languages, type PantauOptions, type PantauSecrets } from './types';

type Props = DataSourcePluginOptionsEditorProps<PantauOptions, PantauSecrets>;

const width = 60;

const zones: ReadonlyArray<{ value: string; label: TextKey }> = [
  { value: 'Asia/Jakarta', label: 'config.timezone.wib' },
  { value: 'Asia/Makassar', label: 'config.timezone.wita' },
  { value: 'Asia/Jayapura', label: 'config.timezone.wit' },
  { value: 'UTC', label: 'config.timezone.utc' },
];

/** Settings of the data source: where the data is, and how answers are given. */
export function ConfigEditor(props: Props) {
  const { options, onOptionsChange } = props;
  return (
    <>
      <Server {...props} />
      <Answers {...props} />
      <PeerGroups
        groups={options.jsonData.peerGroups ?? []}
        disabled={options.readOnly}
        onChange={(peerGroups) => onOptionsChange({ ...options, jsonData: { ...options.jsonData, peerGroups } })}
      />
    </>
  );
}

function Server({ options, onOptionsChange }: Props) {
  const base = React.useId();
  const { jsonData, secureJsonData, secureJsonFields, readOnly } = options;
  const setJson = (change: Partial<PantauOptions>) =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, ...change } });
  const urlProblem = problemOfUrl(options.url);

  return (
    <FieldSet label={text('config.server')}>
      <p>{text('config.server.help')}</p>
      <Field
        label={text('config.url')}
        description={text('config.url.help')}
        htmlFor={`${base}-url`}
        required
        invalid={Boolean(urlProblem)}
        error={urlProblem}
      >
        <Input
          id={`${base}-url`}
          width={width}
          value={options.url}
          placeholder="http://influxdb:8086"
          disabled={readOnly}
          onChange={(event) => onOptionsChange({ ...options, url: event.currentTarget.value.trim() })}
        />
      </Field>
      <Field label={text('config.org')} description={text('config.org.help')} htmlFor={`${base}-org`}>
        <Input
          id={`${base}-org`}
          width={width}
          value={jsonData.org ?? ''}
          placeholder="pantau"
          disabled={readOnly}
          onChange={(event) => setJson({ org: event.currentTarget.value })}
        />
      </Field>
      <Field
        label={text('config.bucket')}
        description={text('config.bucket.help')}
        htmlFor={`${base}-bucket`}
        required
        invalid={!jsonData.bucket}
        error={text('config.bucket.missing')}
      >
        <Input
          id={`${base}-bucket`}
          width={width}
          value={jsonData.bucket ?? ''}
          placeholder="pantau"
          disabled={readOnly}
          onChange={(event) => setJson({ bucket: event.currentTarget.value })}
        />
      </Field>
      <Field label={text('config.token')} description={text('config.token.help')} htmlFor={`${base}-token`}>
        <SecretInput
          id={`${base}-token`}
          width={width}
          isConfigured={Boolean(secureJsonFields.token)}
          value={secureJsonData?.token ?? ''}
          placeholder={text('config.token.placeholder')}
          autoComplete="off"
          disabled={readOnly}
          onChange={(event) =>
            onOptionsChange({ ...options, secureJsonData: { ...secureJsonData, token: event.currentTarget.value } })
          }
          onReset={() =>
            onOptionsChange({
              ...options,
              secureJsonFields: { ...secureJsonFields, token: false },
              secureJsonData: { ...secureJsonData, token: '' },
            })
          }
        />
      </Field>
    </FieldSet>
  );
}

function Answers({ options, onOptionsChange }: Props) {
  const base = React.useId();
  const { jsonData, readOnly } = options;
  const setJson = (change: Partial<PantauOptions>) =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, ...change } });
  const zone = jsonData.timeZone || 'Asia/Jakarta'; // empty where provisioned without one
  const choices: Choice[] = zones.map(({ value, label }) => ({ value, description: text(label) }));

  return (
    <FieldSet label={text('config.answers')}>
      <Field
        label={text('config.timezone')}
        description={text('config.timezone.help')}
        htmlFor={`${base}-zone`}
        invalid={!isTimeZone(zone)}
        error={text('config.timezone.unknown')}
        style={{ maxWidth: `${width * 8}px` }}
      >
        <Picker
          id={`${base}-zone`}
          choices={choices}
          value={zone}
          custom
          disabled={readOnly}
          onChange={(timeZone) => setJson({ timeZone: timeZone.trim() })}
        />
      </Field>
      <Field label={text('config.language')} description={text('config.language.help')}>
        <RadioButtonGroup
          aria-label={text('config.language')}
          options={[...languages]}
          value={jsonData.language || 'id'}
          disabled={readOnly}
          onChange={(language) => setJson({ language })}
        />
      </Field>
    </FieldSet>
  );
}

function problemOfUrl(url: string): string | undefined {
  if (!url) {
    return text('config.url.missing');
  }
  return /^https?:\/\/./i.test(url) ? undefined : text('config.url.scheme');
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
