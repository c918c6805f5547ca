import * as React from 'react';

import type { SelectableValue } from '@grafana/data';
import * as ui from '@grafana/ui';

/** One choice of a picker. */
export interface Choice {
  value: string;
  label?: string;
  description?: string;
  group?: string;
}

interface CommonProps {
  id: string;
  choices: Choice[];
  placeholder?: string;
  loading?: boolean;
  disabled?: boolean;
  invalid?: boolean;
  /** Whether a value that is not among the choices may be typed. */
  custom?: boolean;
}

export interface PickerProps extends CommonProps {
  value: string | undefined;
  onChange: (value: string) => void;
}

export interface MultiPickerProps extends CommonProps {
  values: string[];
  onChange: (values: string[]) => void;
}

// Grafana 11.0 to 11.5 lack one or both comboboxes; there the older selects,
// deprecated since, do the same.
const available: Partial<Pick<typeof ui, 'Combobox' | 'MultiCombobox'>> = ui;

// The comboboxes take a new object for a new selection, so what is equal must stay the same object.
function useStable<T>(value: T): T {
  const json = JSON.stringify(value);
  return React.useMemo(() => JSON.parse(json) as T, [json]);
}

/** Picks one value from a list with type-ahead. */
export function Picker({ choices: given, custom, onChange, value, ...rest }: PickerProps) {
  const choices = useStable(given);
  const selected = useStable(value ? (choices.find((choice) => choice.value === value) ?? { value, label: value }) : null);
  if (!available.Combobox) {
    return (
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- see `available`
      <ui.Select
        {...legacyProps(rest)}
        options={grouped(choices)}
        value={selected}
        allowCustomValue={custom}
        onChange={(choice: SelectableValue<string>) => onChange(choice.value ?? '')}
      />
    );
  }
  return (
    <available.Combobox<string>
      {...rest}
      options={choices}
      value={selected}
      createCustomValue={custom}
      onChange={(choice) => onChange(choice.value)}
    />
  );
}

/** Picks any number of values, shown as chips. */
export function MultiPicker({ choices: given, custom, onChange, values, ...rest }: MultiPickerProps) {
  const choices = useStable(given);
  const box = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    const input = box.current?.querySelector('input');
    if (input) {
      input.id = rest.id; // MultiCombobox takes no id before Grafana 13, so no label would belong to it
    }
  });
  const selected = useStable(
    values.map((value) => choices.find((choice) => choice.value === value) ?? { value, label: value })
  );
  if (!available.MultiCombobox) {
    return (
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- see `available`
      <ui.MultiSelect
        {...legacyProps(rest)}
        options={grouped(choices)}
        value={selected}
        allowCustomValue={custom}
        onChange={(list: Array<SelectableValue<string>>) => onChange(list.flatMap((choice) => choice.value ?? []))}
      />
    );
  }
  return (
    <div ref={box}>
      <available.MultiCombobox<string>
        {...rest}
        options={choices}
        value={selected}
        createCustomValue={custom}
        onChange={(list) => onChange(list.map((choice) => choice.value))}
      />
    </div>
  );
}

function legacyProps({ id, loading, ...rest }: Omit<CommonProps, 'choices' | 'custom'>) {
  return { ...rest, inputId: id, isLoading: loading };
}

function grouped(choices: Choice[]): Array<SelectableValue<string>> {
  return [...new Set(choices.map((choice) => choice.group))].flatMap((group) => {
    const options: Array<SelectableValue<string>> = choices.filter((choice) => choice.group === group);
    return group === undefined ? options : [{ label: group, options }];
  });
}
