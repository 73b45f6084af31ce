import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconChevronRight, IconPlus } from '@tabler/icons-react';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '@/components/Page';
import { Empty } from '@/components/states';
import { t } from '@/i18n';
import { warehousesQuery } from '@/services/queries';
import { WarehouseForm } from './WarehouseForm';

/** WarehousesPage lists the sites. */
export function WarehousesPage() {
  const { data: warehouses } = useSuspenseQuery(warehousesQuery());
  const [adding, setAdding] = useState(false);
  return (
    <Page title={t('admin.warehouses.title')} aside={<Button leftSection={<IconPlus size={20} />} onClick={() => setAdding(true)} aria-label={t('admin.warehouses.add')}>{t('admin.add')}</Button>}>
      {warehouses.length === 0 && <Empty title={t('admin.warehouses.empty')} />}
      <div className="sf-grid">
        {warehouses.map((w) => (
          <Link key={w.id} className="sf-card" to="/admin/warehouses/$id" params={{ id: String(w.id) }}>
            <Group p="md" justify="space-between" wrap="nowrap">
              <Stack gap={2} miw={0}>
                <Group gap="xs"><Text fw={650}>{w.name}</Text>{w.status === 'retired' && <Badge variant="light" color="gray" tt="none" radius="sm" size="lg">{t('common.inactive')}</Badge>}</Group>
                <Text size="sm" c="dimmed"><span className="sf-code">{w.code}</span> · {w.time_zone}</Text>
                {w.address && <Text size="sm" truncate>{w.address}</Text>}
              </Stack>
              <IconChevronRight size={20} aria-hidden />
            </Group>
          </Link>
        ))}
      </div>
      {adding && <WarehouseForm onClose={() => setAdding(false)} />}
    </Page>
  );
}
