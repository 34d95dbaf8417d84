namespace FuncNet

/// A sum over the bytes of a file, as its publisher states it: Checksum.Md5 "f68b3c2d…".
[<Sealed>]
type Checksum =
    /// MD5 (RFC 1321), 32 hexadecimal digits; anything else is a ConfigurationException. It finds damage, not malice.
    static member Md5: hex: string -> Checksum

    /// SHA-256 (FIPS 180-4), 64 hexadecimal digits; anything else is a ConfigurationException.
    static member Sha256: hex: string -> Checksum

    /// MD5 or SHA256.
    member Algorithm: string

    /// The sum in hexadecimal digits, in lower case.
    member Hex: string

    /// Algorithm and sum.
    override ToString: unit -> string

    /// The first of these sums that the file does not have, with the one that it has; the file is read once.
    static member internal Mismatch: checksums: Checksum seq * path: string -> (Checksum * string) option
