namespace FuncNet

open System
open System.Runtime.ExceptionServices
open System.Threading
open FuncNet.Kernels

/// Work in large parts that know nothing of each other, such as trainings, on several threads at once.
module internal SideBySide =

    /// As many threads as there are processors.
    let allThreads = Environment.ProcessorCount

    /// f 0, …, f (count − 1). On each of several threads the kernels work alone, which changes no bit. Trainings of small networks, whose steps are
    /// too short to be shared, gain a factor of almost the number of threads; those of large ones take about the time that they take one after
    /// the other. Parts begin in order, and the error of the first part that has one is thrown. Where the caller works beside others
    /// already, everything happens on its thread.
    let map (threads: int) (count: int) (f: int -> 'T) : 'T[] =
        let workers = if CallingThread.WorksAlone then 1 else min threads count

        if workers <= 1 then
            Array.init count f
        else
            let results = Array.zeroCreate<'T> count
            let failures = Array.zeroCreate<ExceptionDispatchInfo | null> count
            let isBroken = [| false |]
            let next = ref -1

            let work () =
                let before = CallingThread.WorksAlone
                CallingThread.WorksAlone <- true

                try
                    let mutable place = Interlocked.Increment next

                    while place < count && not (Volatile.Read &isBroken[0]) do
                        try
                            results[place] <- f place
                        with error ->
                            failures[place] <- ExceptionDispatchInfo.Capture error
                            Volatile.Write(&isBroken[0], true)

                        place <- Interlocked.Increment next
                finally
                    CallingThread.WorksAlone <- before

            let others =
                Array.init (workers - 1) (fun i -> Thread(work, IsBackground = true, Name = $"FuncNet part {i + 2}"))

            others |> Array.iter _.Start()
            work ()
            others |> Array.iter _.Join()

            for failure in failures do
                match failure with
                | null -> ()
                | failure -> failure.Throw()

            results

    /// The same for trainings by one trainer. Whoever watches it sees one training after the other, and a cancelled one is an
    /// OperationCanceledException.
    let train (trainer: Trainer) (count: int) (f: int -> 'T) : 'T[] =
        let results = map (if trainer.Observers.IsEmpty then allThreads else 1) count f
        trainer.Cancellation.ThrowIfCancellationRequested()
        results
