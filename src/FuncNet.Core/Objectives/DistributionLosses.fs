namespace FuncNet

[<AutoOpen>]
module DistributionLosses =

    [<RequireQualifiedAccess>]
    module Loss =

        let poisson = Loss.custom "poisson" (fun x target -> exp x - Agreement.counts "poisson" x target * x)

        let poissonOfRates =
            Loss.custom "poissonOfRates" (fun y target ->
                y - Agreement.counts "poissonOfRates" y target * log (y + 1e-8))

        let klDivergence =
            let values (lnQ: Tensor) target =
                let t = Agreement.distribution "klDivergence" lnQ target
                let one = Tensor.number t.DType 1.0
                let lnT = log (Tensor.where (Tensor.equal t (Tensor.number t.DType 0.0)) one t)
                Tensor.sumOver [ -1 ] (t * (lnT - lnQ))

            Loss("klDivergence", values, [ Metric.accuracy ])
