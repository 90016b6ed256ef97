/**
 * What keeps a process small, whatever the machine has. By itself V8 takes a young generation of 128 MB on a large machine, and lets the
 * old one grow to four times what lives in it before it looks: a drain of 150,000 took 518 MB where 60 MB lived. So 16 MB for each half of
 * the young generation, and a collection once the old one has doubled: 308 MB for twice as many, at the same CPU a step. A growth of
 * 40 % took 267 MB, but a tenth more of node's CPU.
 */
export const memoryFlags = ['--max-semi-space-size=16', '--heap-growing-percent=100'] as const
