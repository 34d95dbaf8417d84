using System.Runtime.CompilerServices;

// Buffers on the stack are written before they are read: nobody needs zeros in them first.
[module: SkipLocalsInit]
