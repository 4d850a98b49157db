/** How many components, in words. */
export const componentsWord = (count: number): string => (count === 1 ? "1 component" : `${count} components`);
