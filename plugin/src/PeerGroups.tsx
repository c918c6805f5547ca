import * as React from 'react';

import { Button, Field, FieldSet, Input } from '@grafana/ui';

import { MultiPicker } from './Picker';
import { text } from './text';
import type { PeerGroup } from './types';

interface Props {
  groups: PeerGroup[];
  disabled?: boolean;
  onChange: (groups: PeerGroup[]) => void;
}

/** The accounts that the office is compared with, by group. */
export function PeerGroups({ groups, disabled, onChange }: Props) {
  const base = React.useId();
  const change = (at: number, next: Partial<PeerGroup>) =>
    onChange(groups.map((group, index) => (index === at ? { ...group, ...next } : group)));

  return (
    <FieldSet label={text('config.peers')}>
      <p>{text('config.peers.help')}</p>
      {groups.map((group, index) => (
        <div key={index} style={{ marginBottom: '16px' }}>
          <Field
            label={text('config.peers.name')}
            htmlFor={`${base}-${index}-name`}
            invalid={Boolean(problemOfName(groups, index))}
            error={problemOfName(groups, index)}
          >
            <Input
              id={`${base}-${index}-name`}
              width={40}
              value={group.name}
              disabled={disabled}
              onChange={(event) => change(index, { name: event.currentTarget.value })}
            />
          </Field>
          <Field
            label={text('config.peers.accounts')}
            description={text('config.peers.accounts.help')}
            htmlFor={`${base}-${index}-accounts`}
            style={{ maxWidth: '480px' }}
          >
            <MultiPicker
              id={`${base}-${index}-accounts`}
              choices={group.accounts.map((value) => ({ value }))}
              values={group.accounts}
              placeholder={text('config.peers.accounts.placeholder')}
              custom
              disabled={disabled}
              onChange={(accounts) => change(index, { accounts })}
            />
          </Field>
          <Button
            variant="secondary"
            size="sm"
            icon="trash-alt"
            disabled={disabled}
            onClick={() => onChange(groups.filter((_, other) => other !== index))}
          >
            {text('config.peers.remove', { name: group.name })}
          </Button>
        </div>
      ))}
      <Button
        variant="secondary"
        icon="plus"
        disabled={disabled}
        onClick={() => onChange([...groups, { name: '', accounts: [] }])}
      >
        {text('config.peers.add')}
      </Button>
    </FieldSet>
  );
}

function problemOfName(groups: PeerGroup[], at: number): string | undefined {
  const name = groups[at]?.name.trim() ?? '';
  if (name === '') {
    return text('config.peers.name.missing');
  }
  return groups.some((group, index) => index !== at && group.name.trim() === name)
    ? text('config.peers.name.taken')
    : undefined;
}
