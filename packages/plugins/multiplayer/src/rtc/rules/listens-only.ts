/** Whether a description of media sections lets its sender send nothing: each is `recvonly` or `inactive` (RFC 8866, 6.7). */
export function listensOnly(signal: unknown): boolean {
  const text = typeof signal === 'string' ? signal : JSON.stringify(signal);
  const [, ...sections] = text.replaceAll(/\\r|\\n/g, '\n').split(/\bm=(?:audio|video)\b/);
  return sections.every((section) => {
    const media = section.split(/\bm=/)[0] ?? '';
    return /a=(?:recvonly|inactive)\b/.test(media) && !/a=send/.test(media);
  });
}
