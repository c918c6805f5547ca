import './dom';

import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { MultiPicker, Picker } from '../src/Picker';

const choices = [{ value: 'a', label: 'Alpha' }, { value: 'b', label: 'Beta' }];

afterEach(cleanup);

describe('a picker', () => {
  it('reports each choice', async () => {
    const reported: string[] = [];
    function Host() {
      const [value, setValue] = React.useState<string>();
      const change = (next: string) => {
        reported.push(next);
        setValue(next);
      };
      return <Picker id="p" choices={[...choices]} value={value} onChange={change} />;
    }
    render(<Host />);
    const user = userEvent.setup();
    for (const name of [/Beta/, /Alpha/, /Beta/]) {
      await user.click(screen.getByRole('combobox'));
      await user.click(await screen.findByRole('option', { name }));
    }
    assert.deepEqual(reported, ['b', 'a', 'b']);
  });
  it('for several values adds and removes', async () => {
    const reported: string[][] = [];
    function Host() {
      const [values, setValues] = React.useState<string[]>(['a']);
      const change = (next: string[]) => {
        reported.push(next);
        setValues(next);
      };
      return <MultiPicker id="p" choices={[...choices]} values={values} onChange={change} />;
    }
    render(<Host />);
    const user = userEvent.setup();
    await user.click(screen.getByRole('combobox'));
    await user.click(await screen.findByRole('option', { name: /Beta/ }));
    await user.click(await screen.findByRole('option', { name: /Alpha/ }));
    assert.deepEqual(reported, [['a', 'b'], ['b']]);
  });
});
