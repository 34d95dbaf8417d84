namespace FuncNet

open System
open System.Security.Cryptography

[<Sealed>]
type Checksum private (algorithm: HashAlgorithmName, hex: string) =

    static member private Of(algorithm: HashAlgorithmName, digits, hex: string) =
        let trimmed = hex.Trim().ToLowerInvariant()

        if trimmed.Length <> digits || not (Seq.forall Char.IsAsciiHexDigit trimmed) then
            Errors.configuration "%s sums have %d hexadecimal digits; '%s' is none." (algorithm.ToString()) digits hex

        Checksum(algorithm, trimmed)

    static member Md5(hex: string) = Checksum.Of(HashAlgorithmName.MD5, 32, hex)

    static member Sha256(hex: string) = Checksum.Of(HashAlgorithmName.SHA256, 64, hex)

    member _.Algorithm = algorithm.ToString()
    member _.Hex = hex
    override _.ToString() = $"{algorithm} {hex}"

    member private _.Start() = IncrementalHash.CreateHash algorithm

    static member internal Mismatch(checksums: Checksum seq, path: string) =
        let checksums = Seq.toArray checksums

        if checksums.Length = 0 then
            None
        else
            Files.read path (fun stream ->
                let sums = checksums |> Array.map _.Start()

                try
                    let buffer = Array.zeroCreate<byte>(1 <<< 17)
                    let mutable count = stream.Read(Span buffer)

                    while count > 0 do
                        for sum in sums do
                            sum.AppendData(ReadOnlySpan(buffer, 0, count))

                        count <- stream.Read(Span buffer)

                    Array.zip
                        checksums
                        (sums |> Array.map (fun sum -> Convert.ToHexStringLower(sum.GetHashAndReset())))
                    |> Array.tryFind (fun (expected, found) -> expected.Hex <> found)
                finally
                    for sum in sums do
                        sum.Dispose())
