import { useLocalStorage } from '@mantine/hooks';
import type { WarehouseRef } from '../types';
import { useActor } from './session';

/** useCurrentWarehouse is the warehouse in which the person stands, kept on the device. */
export function useCurrentWarehouse(): [WarehouseRef | undefined, (id: number) => void] {
  const { user } = useActor();
  const [id, setId] = useLocalStorage<number | null>({ key: 'stockflow.warehouse', defaultValue: null, getInitialValueInEffect: false });
  return [user.warehouses.find((w) => w.id === id) ?? user.warehouses[0], setId];
}
