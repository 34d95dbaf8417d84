namespace FuncNet

open System
open System.Buffers.Binary
open System.Numerics

/// The check sum of records: the remainder of the bits by the polynomial 1EDC6F41 (Castagnoli's), bit by bit from the lowest.
module internal Crc32C =

    /// The sum of some bytes.
    let ofBytes (bytes: ReadOnlySpan<byte>) : uint32 =
        let mutable sum = UInt32.MaxValue
        let mutable at = 0

        while bytes.Length - at >= 8 do
            sum <- BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice at))
            at <- at + 8

        while at < bytes.Length do
            sum <- BitOperations.Crc32C(sum, bytes[at])
            at <- at + 1

        ~~~sum

    /// The sum as it is stored: turned by 15 bits and moved, since the sum of bytes that end in their own sum is always the same (LevelDB).
    let masked (bytes: ReadOnlySpan<byte>) : uint32 = BitOperations.RotateRight(ofBytes bytes, 15) + 0xA282EAD8u
