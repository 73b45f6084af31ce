import { Anchor, Button, type AnchorProps, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ReactNode, Ref } from 'react';

type Linked<Props> = Omit<Props, 'href'> & { ref?: Ref<HTMLAnchorElement>; children?: ReactNode };

/** ButtonLink looks like a button and leads to a page. */
export const ButtonLink = createLink(({ ref, ...props }: Linked<ButtonProps>) => <Button component="a" ref={ref} {...props} />);

/** AnchorLink is a link within text. */
export const AnchorLink = createLink(({ ref, ...props }: Linked<AnchorProps>) => <Anchor component="a" ref={ref} {...props} />);
