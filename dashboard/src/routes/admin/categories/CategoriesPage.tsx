import { Badge, Button, Group, Paper, Select, Switch, Text, TextInput } from '@mantine/core';
import { IconPencil, IconPlus, IconTags } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FormModal } from '@/components/FormModal';
import { InfiniteList } from '@/components/InfiniteList';
import { Page } from '@/components/Page';
import { SearchField } from '@/components/SearchField';
import { Empty } from '@/components/states';
import { useSave } from '@/components/useSave';
import { t } from '@/i18n';
import { client } from '@/services/api';
import { categoriesQuery } from '@/services/counts';
import { detailAt } from '@/services/problem';
import { itemsOf } from '@/services/queries';
import type { Body } from '@/services/types';

type Category = Body<'Category'>;

/** CategoriesPage is the tree by which products are found and reported. */
export function CategoriesPage() {
  const [search, setSearch] = useState('');
  const list = useInfiniteQuery(categoriesQuery(search, undefined));
  const [editing, setEditing] = useState<Category | 'new'>();
  return (
    <Page title={t('nav.categories')} narrow aside={<Button leftSection={<IconPlus size={20} aria-hidden />} onClick={() => setEditing('new')}>{t('admin.categories.add')}</Button>}>
      <SearchField label={t('common.search')} value={search} onSearch={setSearch} />
      <InfiniteList items={itemsOf(list.data)} list={list} height={56} empty={<Empty icon={<IconTags size={28} />} title={t('admin.categories.empty')} />}>
        {(categories) => (
          <Paper className="sf-card" px="md" component="ul" m={0} style={{ listStyle: 'none' }}>
            {categories.map((c) => (
              <Group key={c.id} component="li" justify="space-between" wrap="nowrap" py="xs" style={{ borderBottom: '1px solid var(--sf-line)' }}>
                <Text>{c.path} {c.status === 'retired' && <Badge variant="light" color="gray" tt="none" radius="sm">{t('common.inactive')}</Badge>}</Text>
                <Button variant="default" px="sm" onClick={() => setEditing(c)} aria-label={`${t('common.edit')} ${c.path}`}><IconPencil size={18} aria-hidden /></Button>
              </Group>
            ))}
          </Paper>
        )}
      </InfiniteList>
      {editing && <CategoryForm category={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
}

function CategoryForm({ category, onClose }: { category?: Category; onClose: () => void }) {
  const others = itemsOf(useInfiniteQuery(categoriesQuery('')).data).filter((c) => c.id !== category?.id);
  const [name, setName] = useState(category?.name ?? '');
  const [parent, setParent] = useState<string | null>(category?.parent_id ? String(category.parent_id) : null);
  const [active, setActive] = useState(category?.status !== 'retired');
  const save = useSave(() => (category
    ? client.PATCH('/categories/{category_id}', { params: { path: { category_id: category.id } }, body: { name: name.trim(), parent_id: parent ? Number(parent) : 0, status: active ? 'active' : 'retired' } })
    : client.POST('/categories', { body: { name: name.trim(), ...(parent ? { parent_id: Number(parent) } : {}) } })), () => t('admin.warehouses.saved', { name }), onClose);
  return (
    <FormModal title={category ? category.path : t('admin.categories.add')} submit={t('common.save')} busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => save.mutate(undefined)}>
      <TextInput label={t('admin.users.name')} required maxLength={200} value={name} error={detailAt(save.error, 'name')} onChange={(e) => setName(e.currentTarget.value)} data-autofocus />
      <Select label={t('admin.categories.parent')} placeholder={t('admin.categories.top')} searchable clearable clearButtonProps={{ 'aria-label': t('common.clear') }} limit={100} value={parent} error={detailAt(save.error, 'parent_id')} onChange={setParent} data={others.map((c) => ({ value: String(c.id), label: c.path }))} />
      {category && <Switch size="lg" label={t('common.active')} checked={active} onChange={(e) => setActive(e.currentTarget.checked)} />}
    </FormModal>
  );
}
