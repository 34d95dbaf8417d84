// What a script says of its results, and holds itself to.
module Claim

/// Prints the claims; at one that does not hold the script ends, and has failed.
let check (claims: (string * bool) list) =
    for claim, holds in claims do
        if not holds then
            eprintfn "This should be so, and is not: %s" claim
            exit 1

        printfn "%s" claim
