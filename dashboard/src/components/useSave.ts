import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notifications } from '@mantine/notifications';
import { t } from '@/i18n';

/** useSave changes master data, reads the lists again and says so. */
export function useSave<Input>(save: (input: Input) => Promise<unknown>, said: (input: Input) => string, onSaved: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: save,
    onSuccess: async (_result, input) => {
      await queries.invalidateQueries({ refetchType: 'active' });
      notifications.show({ message: said(input), color: 'pine', autoClose: 3000, closeButtonProps: { 'aria-label': t('common.dismiss'), size: 44 } });
      onSaved();
    },
  });
}
