// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { product } from '@/test/factories';
import { Themed } from '@/test/Themed';
import { CommandNotice } from './CommandNotice';
import { Quantity } from './Quantity';
import { ScanField } from './ScanField';

function Counted({ onChange = () => undefined, max }: { onChange?: (n: number) => void; max?: number }) {
  const [value, setValue] = useState(1);
  const [unit, setUnit] = useState('each');
  return (
    <Quantity
      name="Green tea" product={product()} value={value} unit={unit} onUnit={setUnit} max={max}
      onChange={(n) => { setValue(n); onChange(n); }}
    />
  );
}

describe('Quantity', () => {
  it('counts by its buttons and takes what is typed', async () => {
    const changed = vi.fn();
    const user = userEvent.setup();
    render(<Counted onChange={changed} />, { wrapper: Themed });
    await user.click(screen.getByRole('button', { name: 'One more Green tea' }));
    expect(changed).toHaveBeenLastCalledWith(2);
    const field = screen.getByRole('textbox', { name: 'Quantity of Green tea' });
    await user.clear(field);
    await user.type(field, '48');
    expect(changed).toHaveBeenLastCalledWith(48);
  });

  it('does not take what is no whole number, and keeps the last good one', async () => {
    const changed = vi.fn();
    const user = userEvent.setup();
    render(<Counted onChange={changed} />, { wrapper: Themed });
    const field = screen.getByRole('textbox', { name: 'Quantity of Green tea' });
    await user.clear(field);
    await user.type(field, '-x');
    expect(changed).not.toHaveBeenCalled();
    expect(field).toBeInvalid();
    await user.tab();
    expect(field).toHaveValue('1');
  });

  it('stops at what there is', async () => {
    const user = userEvent.setup();
    render(<Counted max={2} />, { wrapper: Themed });
    await user.click(screen.getByRole('button', { name: 'One more Green tea' }));
    expect(screen.getByRole('button', { name: 'One more Green tea' })).toBeDisabled();
  });

  it('says how many pieces a case is', async () => {
    const user = userEvent.setup();
    render(<Counted />, { wrapper: Themed });
    await user.selectOptions(screen.getByRole('combobox', { name: 'Unit of Green tea' }), 'case');
    expect(screen.getByText('= 12 each')).toBeInTheDocument();
  });
});

describe('ScanField', () => {
  it('takes what a wedge scanner types although nothing has the focus', async () => {
    const scanned = vi.fn();
    const user = userEvent.setup();
    render(<ScanField label="Scan" onScan={scanned} />, { wrapper: Themed });
    expect(document.body).toHaveFocus();
    await user.keyboard('4006381333931{Enter}');
    expect(scanned).toHaveBeenCalledWith('4006381333931');
    expect(screen.getByRole('textbox')).toHaveValue('');
  });

  it('leaves what is typed elsewhere where it belongs', async () => {
    const scanned = vi.fn();
    const user = userEvent.setup();
    render(<><ScanField label="Scan" onScan={scanned} /><input aria-label="Carrier" /></>, { wrapper: Themed });
    await user.click(screen.getByLabelText('Carrier'));
    await user.keyboard('DHL');
    expect(screen.getByLabelText('Carrier')).toHaveValue('DHL');
  });
});

describe('CommandNotice', () => {
  it('names what was short', () => {
    render(
      <CommandNotice
        nameOf={() => 'Green tea'}
        command={{
          retry: vi.fn(),
          state: {
            phase: 'refused',
            problem: { status: 409, code: 'insufficient_stock', detail: "1 of the lines can't be reserved", shortages: [{ line_no: 1, product_id: 11, requested: 5, available: 2 }] },
          },
        }}
      />, { wrapper: Themed });
    expect(screen.getByRole('alert')).toHaveTextContent('Not enough stock');
    expect(screen.getByText('Green tea: 5 wanted, 2 available')).toBeInTheDocument();
  });

  it('says that an accepted command is safe', () => {
    render(<CommandNotice command={{ retry: vi.fn(), state: { phase: 'accepted', commandId: 'c' } }} />, { wrapper: Themed });
    expect(screen.getByRole('status')).toHaveTextContent('Accepted, being posted');
  });

  it('offers to try again where no answer came', async () => {
    const retry = vi.fn();
    render(<CommandNotice command={{ retry, state: { phase: 'failed', problem: { status: 0, code: 'network' } } }} />, { wrapper: Themed });
    await userEvent.setup().click(screen.getByRole('button', { name: 'Try again' }));
    expect(retry).toHaveBeenCalled();
    expect(screen.getByRole('alert')).toHaveTextContent('it happens at most once');
  });
});
