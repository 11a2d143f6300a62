/** The cells of a published site, which its page of search brings with it. */
declare const cells: { href: string; title: string; text: string }[];
