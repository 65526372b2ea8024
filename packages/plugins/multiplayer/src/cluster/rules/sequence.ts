/** Numbers of what comes from one sender: 1, 2, 3 …. What is not the next shows that something was lost, or sent again. */
export class Sequence {
  private last = 0;

  take(number: number): 'next' | 'again' | 'gap' {
    if (number <= this.last) return 'again';
    const isNext = number === this.last + 1;
    this.last = number;
    return isNext ? 'next' : 'gap';
  }
}
