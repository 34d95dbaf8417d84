namespace FuncNet

open System
open System.Collections.Generic

/// The names of inputs and targets, both empty where they have none.
type internal Names = { Inputs: string[]; Targets: string[] }

module internal Names =

    let none = { Inputs = [||]; Targets = [||] }

    let listed (names: string seq) = String.Join(", ", names)

    let private require what kind (names: string[]) count =
        if names.Length <> count then
            Errors.data "A %s has %d %ss; %d names were given: %s." what count kind names.Length (listed names)

        names
        |> Array.countBy id
        |> Array.iter (fun (name, times) ->
            if String.IsNullOrWhiteSpace name then
                Errors.data "A %s has an %s without a name among %s." what kind (listed names)

            if times > 1 then
                Errors.data "A %s has the name '%s' for %d of its %ss; each has its own." what name times kind)

    /// Names for so many inputs and targets; each has one of its own.
    let make what (inputs: string seq) (targets: string seq) inputCount targetCount =
        let inputs, targets = Seq.toArray inputs, Seq.toArray targets
        require what "input" inputs inputCount
        require what "target" targets targetCount
        { Inputs = inputs; Targets = targets }

    /// The place of a name.
    let place what kind (names: string[]) name =
        match Array.IndexOf(names, name) with
        | -1 when names.Length = 0 ->
            Errors.data
                "The %ss of the %s have no names, so that none is '%s'; Pipeline.named gives them some."
                kind
                what
                name
        | -1 -> Errors.data "The %s has no %s '%s'; it has %s." what kind name (listed names)
        | place -> place

    /// A signal of the values at some places of another; of one it is that value.
    let pick (places: int[]) (signal: Signal<'T>) =
        let values = Signal.values signal |> List.toArray
        places |> Seq.map (fun place -> values[place]) |> Signal.ofSeq

    let readOnly (names: string[]) : IReadOnlyList<string> = Array.AsReadOnly names
