"""A small assembler for the classic BPF that seccomp runs.

Format: struct sock_filter {u16 code; u8 jt, jf; u32 k} in include/uapi/linux/filter.h, and
struct seccomp_data {int nr; u32 arch; u64 ip; u64 args[6]} in include/uapi/linux/seccomp.h.
"""

import struct
from dataclasses import dataclass, field

LOAD_WORD = 0x20
AND = 0x54
JUMP = 0x05
JUMP_EQUAL = 0x15
JUMP_GREATER = 0x25
JUMP_AT_LEAST = 0x35
JUMP_ANY_BIT = 0x45
RETURN = 0x06

NUMBER_AT = 0
MACHINE_AT = 4
INSTRUCTION_BYTES = 8
IMMEDIATE_AT = 4
MOST_INSTRUCTIONS = 4096


def argument_at(index: int) -> int:
    """Where the low 32 bits of an argument stand, on a little-endian machine."""
    return 16 + 8 * index


@dataclass
class Assembler:
    """Instructions in order; jumps lead forward, to labels that are placed later."""

    _code: list[tuple[int, int, int, int]] = field(default_factory=list)
    _jumps: dict[int, str] = field(default_factory=dict)
    _labels: dict[str, int] = field(default_factory=dict)
    _marks: list[int] = field(default_factory=list)

    def load(self, offset: int) -> None:
        """Take a word of the call's description into the accumulator."""
        self._code.append((LOAD_WORD, 0, 0, offset))

    def mask(self, bits: int) -> None:
        """Keep only some bits of the accumulator."""
        self._code.append((AND, 0, 0, bits))

    def go(self, label: str) -> None:
        """Jump."""
        self._jumps[len(self._code)] = label
        self._code.append((JUMP, 0, 0, 0))

    def go_if(self, comparison: int, value: int, label: str, *, mark: bool = False) -> None:
        """Jump if the accumulator compares so with `value`.

        Conditional jumps reach only 255 instructions, so each one skips over a plain jump.
        `mark` remembers where `value` stands, to be overwritten later.
        """
        if mark:
            self._marks.append(len(self._code) * INSTRUCTION_BYTES + IMMEDIATE_AT)
        self._code.append((comparison, 0, 1, value & 0xFFFFFFFF))
        self.go(label)

    def place(self, label: str) -> None:
        """The next instruction is what `label` means."""
        self._labels[label] = len(self._code)

    def answer(self, action: int) -> None:
        """End with a seccomp action."""
        self._code.append((RETURN, 0, 0, action))

    @property
    def marks(self) -> tuple[int, ...]:
        """Byte offsets of the values that were marked."""
        return tuple(self._marks)

    def assemble(self) -> bytes:
        """The program. Raises ValueError when it is too long or a jump leads back."""
        if len(self._code) > MOST_INSTRUCTIONS:
            raise ValueError(f"{len(self._code)} instructions are more than the kernel takes")
        packed = bytearray()
        for at, (code, if_true, if_false, value) in enumerate(self._code):
            if at in self._jumps:
                value = self._labels[self._jumps[at]] - at - 1
                if value < 0:
                    raise ValueError(f"a jump to {self._jumps[at]} leads back")
            packed += struct.pack("<HBBI", code, if_true, if_false, value)
        return bytes(packed)
